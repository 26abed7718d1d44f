/** @file The loss: mean negative log-likelihood of the labels. */
import type { GraphBuilder, TensorName } from "../graph.ts";

export interface CrossEntropy {
  /** Nats, the mean over the labeled tokens; a scalar. */
  readonly loss: TensorName;
  /** How many labels have the highest logit of their row; an int64 scalar. */
  readonly correct: TensorName;
  /** The gradient of the logits for a loss gradient of one. */
  backward(): TensorName;
}

/**
 * L = −mean_t log softmax(z_t)[label_t], for logits z [token, vocabulary] and labels [token] int64, all of them labeled.
 * dz = (softmax(z) − onehot(label)) / tokens.
 */
export function crossEntropy(g: GraphBuilder, logits: TensorName, labels: TensorName): CrossEntropy {
  const logProbabilities = g.node("LogSoftmax", [logits], { attributes: { axis: -1 } });
  const column = g.node("Unsqueeze", [labels, g.integers(1)]);
  const picked = g.node("GatherElements", [logProbabilities, column], { attributes: { axis: 1 } });
  const best = g.node("ArgMax", [logits], { attributes: { axis: 1, keepdims: 0 } });
  const hits = g.node("Cast", [g.node("Equal", [best, labels])], { attributes: { to: { type: "int64" } } });
  return {
    loss: g.node("Neg", [g.node("ReduceMean", [picked], { attributes: { keepdims: 0 } })]),
    correct: g.node("ReduceSum", [hits], { attributes: { keepdims: 0 } }),
    backward: () => {
      const count = g.node("Cast", [g.node("Size", [labels])], { attributes: { to: { type: "float32" } } });
      const less = g.node("Sub", [g.node("Exp", [picked]), g.scalar(1)]); // [token, 1]
      const excess = g.node("ScatterElements", [g.node("Exp", [logProbabilities]), column, less], {
        attributes: { axis: 1 },
      });
      return g.node("Div", [excess, count]);
    },
  };
}

export interface LabeledRows {
  /** [labeled, width] */
  readonly output: TensorName;
  /** [labeled] int64 */
  readonly labels: TensorName;
  backward(outputGradient: TensorName): TensorName;
}

/**
 * Keeps the rows of x [token, width] whose label is not negative, so that padding and prompts cost no logits.
 * The gradient is put back in place among zeros.
 */
export function labeledRows(g: GraphBuilder, x: TensorName, labels: TensorName): LabeledRows {
  const zero = g.integer(0);
  const found = g.node("NonZero", [g.node("GreaterOrEqual", [labels, zero])]); // [1, labeled]
  const rows = g.node("Squeeze", [found, g.integers(0)]);
  return {
    output: g.node("Gather", [x, rows]),
    labels: g.node("Gather", [labels, rows]),
    backward: (dy) => {
      const zeros = g.node("ConstantOfShape", [g.node("Shape", [x])]);
      return g.node("ScatterND", [zeros, g.node("Unsqueeze", [rows, g.integers(1)]), dy]);
    },
  };
}
