/**
 * @file The part that every response parser shares: text arrives in pieces, lines leave whole, each with its offsets. Linear in the
 * text, however it is cut.
 */

export class LineCutter {
  #parts: string[] = [];
  #pendingLength = 0;
  #offset = 0;

  /** Calls `line` with each line that this piece completes (without its line break) and the offset where it starts. */
  push(text: string, line: (text: string, start: number) => void): void {
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      const piece = text.slice(from, at);
      const whole = this.#parts.length > 0 ? this.#parts.join("") + piece : piece;
      line(whole, this.#offset);
      this.#offset += whole.length + 1;
      this.#parts = [];
      this.#pendingLength = 0;
      from = at + 1;
    }
    if (from < text.length) {
      this.#parts.push(text.slice(from));
      this.#pendingLength += text.length - from;
    }
  }

  /** Gives the last line, which no line break ended. */
  end(line: (text: string, start: number) => void): void {
    if (this.#pendingLength === 0) return;
    const whole = this.#parts.join("");
    this.#parts = [];
    this.#pendingLength = 0;
    line(whole, this.#offset);
    this.#offset += whole.length;
  }
}
