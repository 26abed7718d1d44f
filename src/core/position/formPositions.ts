/**
 * @file Positions that the text of a form has beside its order, token by token: what stands before, the line, where in the line's code,
 * whose value, where in that value, and how often that value had been stated. They follow from any form's text alone, know nothing of
 * any rule, and let a model find by equality what it would else have to count for: the next word of a line, the next item of the same
 * list as it was last stated.
 */

/** The rows of each table, in the order in which an id packs them: the first changes fastest. */
export function formPositionRows(vocabularySize: number): readonly number[] {
  return [vocabularySize, labelRows, codeRows, ownerRows, indexRows, versionRows];
}

const mostLabels = 24;
const labelRows = 2 * mostLabels + 1;
const codeRows = 48;
const ownerRows = 24 + 4 + 1 + 1;
const indexRows = 16;
const versionRows = 32;

type Kind =
  | "label"
  | "name"
  | "number"
  | "truth"
  | "open"
  | "close"
  | "range"
  | "call"
  | "effects"
  | "operandEnd"
  | "arrow"
  | "code";

interface Word {
  readonly kind: Kind;
  /** A label's row, or an owner's. */
  readonly row: number;
  /** A label that begins a line. */
  readonly begins: boolean;
}

/** What the positions need to know of each token; made once per tokenizer. */
export class FormWords {
  readonly words: readonly Word[];

  constructor(tokens: readonly string[]) {
    this.words = tokens.map((token, id) => {
      const text = token.trim();
      const label = /^([LN])([0-9]+)$/.exec(text);
      if (label) {
        const row = Number(label[2]) + (label[1] === "N" ? mostLabels : 0);
        return { kind: "label", row, begins: !token.startsWith(" ") };
      }
      const row = ownerRow(text);
      return { kind: id < 2 ? "code" : kindOf(text, row), row, begins: false };
    });
  }
}

function kindOf(text: string, row: number): Kind {
  if (row > 0) return "name";
  if (/^-?[0-9]+$/.test(text)) return "number";
  switch (text) {
    case "T":
    case "F":
    case "None":
      return "truth";
    case "[[":
      return "open";
    case "]]":
      return "close";
    case "..":
      return "range";
    case ">>>":
      return "call";
    case ";":
      return "effects";
    case "->":
      return "arrow";
    case ")":
    case "]":
      return "operandEnd";
    default:
      return "code";
  }
}

function ownerRow(text: string): number {
  if (/^[a-x]$/.test(text)) return text.charCodeAt(0) - 96;
  if (/^it[0-3]$/.test(text)) return 25 + Number(text.charAt(2));
  return text === "ret" ? 29 : 0;
}

/** Follows one text, the prompt and then the response. */
export class FormPositions {
  readonly #words: readonly Word[];
  readonly #size: number;
  /** Statements of each owner's value so far. Shape [ownerRows]. */
  readonly #versions = new Int32Array(ownerRows);
  #previous = 0;
  /** After what can carry a value: a name, a bracket that closes, another value. */
  #operand = false;
  #listing = true;
  #label = 0;
  #code = 0;
  #owner = 0;
  #index = 0;
  /** Inside of a list's value, or of a range's. */
  #inside: "list" | "range" | undefined;
  #arrow = false;

  constructor(words: FormWords) {
    this.#words = words.words;
    this.#size = words.words.length;
  }

  /** The id of the next token: its row in each table, packed. */
  push(token: number): number {
    const word = this.#words[token];
    if (!word) return 0;
    const isValue = this.#step(word);
    const version = this.#owner > 0 ? ((this.#versions[this.#owner] ?? 0) + (isValue ? 0 : 1)) % versionRows : 0;
    const rows = [
      this.#previous,
      this.#label,
      Math.min(this.#code, codeRows - 1),
      this.#owner,
      Math.min(this.#index, indexRows - 1),
      version,
    ];
    this.#previous = token;
    let id = 0;
    for (let table = rows.length - 1; table >= 0; table--) id = id * tableRows(table, this.#size) + (rows[table] ?? 0);
    return id;
  }

  /** Goes on by one word; whether it is part of an owner's value. */
  #step({ kind, row, begins }: Word): boolean {
    if (kind === "label" && (begins || this.#previous === 0)) {
      this.#label = row;
      this.#code = 0;
      this.#arrow = false;
      return this.#plain(false);
    }
    if (kind === "call") {
      this.#listing = false;
      this.#label = 0;
      this.#code = 0;
      this.#arrow = false;
      return this.#plain(false);
    }
    if (this.#inside !== undefined) {
      this.#index++;
      if (kind === "close" || (this.#inside === "range" && kind !== "range")) this.#inside = undefined;
      this.#operand = true;
      return true;
    }
    if (kind === "open" && !this.#listing) {
      this.#begin();
      this.#inside = "list";
      return true;
    }
    if (kind === "range") {
      this.#index++;
      this.#inside = "range";
      return true;
    }
    const value = (kind === "number" || kind === "truth") && this.#operand && !this.#listing && !this.#arrow;
    if (value) {
      if (this.#owner > 0 && this.#index === 0) {
        this.#begin();
        return true;
      }
      this.#owner = 0;
      this.#index = 0;
      return false;
    }
    this.#code++;
    if (kind === "arrow") this.#arrow = true;
    if (kind === "name") {
      this.#owner = row;
      this.#index = 0;
      this.#operand = true;
      return false;
    }
    return this.#plain(kind === "operandEnd" || kind === "number" || kind === "truth");
  }

  #begin(): void {
    this.#index = 1;
    this.#operand = true;
    this.#versions[this.#owner] = (this.#versions[this.#owner] ?? 0) + 1;
  }

  #plain(operand: boolean): false {
    this.#owner = 0;
    this.#index = 0;
    this.#operand = operand;
    return false;
  }
}

function tableRows(table: number, vocabularySize: number): number {
  return [vocabularySize, labelRows, codeRows, ownerRows, indexRows, versionRows][table] ?? 1;
}
