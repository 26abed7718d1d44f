/** @file Addition of numbers written in base nine: `44+45=100`. The axes of its space are the operands' values. */
import { digitAddition } from "./digitAddition.ts";

export const baseAddition = digitAddition({ name: "base-9-addition", functionName: "add_base_9", base: 9 });
