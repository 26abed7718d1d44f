/**
 * @file The structure of a program: its listing with every variable named by where it first stands and every constant blanked, so that programs which
 * differ only in names and numbers have one structure. What is trained and what is held out is distinguished by it, never by rows.
 */
import type { FormProgram } from "../../method/form/formProgram.ts";
import { formListing } from "../../method/form/formTrace.ts";

export function structureOf(program: FormProgram): string {
  const names = new Map(program.names.map((name, i) => [name, `v${i}`]));
  const tokens = formListing(program, { rename: (name) => names.get(name) ?? name });
  return tokens.map((token) => (/^-?[0-9]+$/.test(token) ? "#" : token)).join(" ");
}

/** FNV-1a (Fowler, Noll and Vo) of a text's UTF-16 units, 32 bits. */
export function structureHash(structure: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < structure.length; i++) hash = Math.imul(hash ^ structure.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** One structure in this many is never trained on. */
export const heldOutOf = 16;

export function isHeldOut(structure: string): boolean {
  return structureHash(structure) % heldOutOf === 0;
}
