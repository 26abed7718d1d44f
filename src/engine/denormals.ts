/**
 * @file One setting of every ONNX Runtime session. Softmax makes denormal numbers (about 4e-39) of what a mask hides, and processors compute
 * with these a hundred times slower than with others: they cost a third of the attention's time. So they count as zero.
 * ONNX Runtime sets the main thread once, for the first session of a process; were that one different, results would depend
 * on which thread computes what.
 */

export const denormalsAreZero = { set_denormal_as_zero: "1" } as const;
