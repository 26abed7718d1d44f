/**
 * @file What a state keeps of a value that changes and has no literal: the text it had. What is inside is not known any more, so a line
 * that is executed from such a state cannot look into it.
 */
import type { PyOpaque } from "../value.ts";

export class Snapshot implements PyOpaque {
  readonly kind = "opaque";
  readonly type: string;
  readonly text: string;

  constructor(type: string, text: string) {
    this.type = type;
    this.text = text;
  }
}
