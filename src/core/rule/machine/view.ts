/** @file What `keys()`, `values()` and `items()` of a dict give. */
import { list, type PyDict, type PyList, type PyOpaque, tuple, type Value } from "../value.ts";

export type DictPart = "keys" | "values" | "items";

/** A view of a dict: what `keys()`, `values()` and `items()` give. */
export class View implements PyOpaque {
  readonly kind = "opaque";
  readonly type: string;
  readonly source: PyDict;
  readonly part: DictPart;
  readonly #write: (items: PyList) => string;

  constructor(source: PyDict, part: DictPart, write: (items: PyList) => string) {
    this.type = `dict_${part}`;
    this.source = source;
    this.part = part;
    this.#write = write;
  }

  get items(): Value[] {
    const entries = [...this.source.entries.values()];
    return entries.map(([key, value]) =>
      this.part === "keys" ? key : this.part === "values" ? value : tuple([key, value]),
    );
  }

  get text(): string {
    return `${this.type}(${this.#write(list(this.items))})`;
  }

  length(): number {
    return this.source.entries.size;
  }

  /** The same part of another dict. */
  of(source: PyDict): View {
    return new View(source, this.part, this.#write);
  }
}
