/**
 * @file The numbered headings of the full dialect: a section for each block of the rule's own body (titled by the comment above it),
 * and within a section that is a loop `2.1 check the stop criterion`, `2.2 one iteration`, `2.3 back to the start of the loop`.
 */

import type { Problem } from "../task/problem.ts";
import type { GoldStep } from "./gold.ts";
import type { LineFacts } from "./lineFacts.ts";
import type { Listing } from "./listing.ts";

interface Section {
  readonly number: number;
  readonly title: string;
  /** The line of a loop's head, where the section is a loop. */
  readonly head: number | undefined;
}

export class Headings {
  readonly #sections = new Map<number, Section>();
  #current: Section | undefined;
  #visited = false;

  constructor(problem: Problem, listing: Listing) {
    const source = problem.program.source.split("\n");
    let section: Section | undefined;
    let simple = false;
    let count = 0;
    const definition = listing.definitions.get(problem.functionName);
    for (const { line, label, text, functionName } of listing.lines) {
      if (functionName !== problem.functionName || label === definition) continue;
      const indent = text.length - text.trimStart().length;
      if (indent <= 1 || section === undefined) {
        const comment = /^\s*#+\s*(.*?)\.?\s*$/.exec(source[line - 2] ?? "")?.[1];
        const branch = listing.facts.get(line)?.branch;
        const returns = text.trimStart().startsWith("return");
        // Plain statements in a row are one section, unless a comment parts them.
        const joins = simple && section !== undefined && !branch && !returns && comment === undefined;
        if (!joins) {
          count++;
          const title = comment || (branch ? titles[branch.kind] : returns ? "Return the result" : "Compute");
          section = { number: count, title, head: branch && branch.kind !== "if" ? line : undefined };
        }
        simple = !branch && !returns;
      }
      if (section) this.#sections.set(line, section);
    }
  }

  /** Lines that go before a step's quoted code. */
  before({ line, depth, entered }: GoldStep): string[] {
    const section = this.#of(line, depth, entered);
    if (!section) return [];
    if (section !== this.#current) {
      this.#current = section;
      this.#visited = false;
      return [`${section.number}. ${section.title}`];
    }
    return section.head === line && this.#visited ? [`${section.number}.3 back to the start of the loop`] : [];
  }

  /** Lines between a step's code and its values. */
  after({ line, depth, entered }: GoldStep, facts: LineFacts): string[] {
    const section = this.#of(line, depth, entered);
    if (section?.head !== line || !facts.branch) return [];
    this.#visited = true;
    return [`${section.number}.1 check the stop criterion`];
  }

  /** Lines after a step's values. */
  inside({ line, depth, entered, raised }: GoldStep, facts: LineFacts, taken: boolean): string[] {
    if (!facts.branch || facts.branch.kind === "if" || raised !== undefined) return [];
    const section = this.#of(line, depth, entered);
    const decision = taken ? "enter the loop" : "end the loop";
    return taken && section?.head === line ? [decision, `${section.number}.2 one iteration`] : [decision];
  }

  #of(line: number, depth: number, entered: true | undefined): Section | undefined {
    return depth === 0 && !entered ? this.#sections.get(line) : undefined;
  }
}

const titles = { for: "Loop", while: "Loop", if: "Check a condition" } as const;
