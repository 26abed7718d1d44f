/** @file Decimal addition: `59+13=72`. */
import { digitAddition } from "./digitAddition.ts";

export const addition = digitAddition({ name: "addition", functionName: "add", base: 10 });
