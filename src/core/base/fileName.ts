/**
 * @file Names in data that become the name of a file or a folder (variants, models, tasks): one name, on every system, inside the folder that it is
 * joined to. A name with a separator, with `..`, of a Windows device or with characters that cannot be seen is refused, never repaired.
 */
import * as v from "valibot";
import { isReserved } from "./own.ts";

/** A file system takes 255 bytes; what is written beside a name for a moment (`.NAME.0123456789ab`, `NAME.partial`) has to fit as well. */
const mostBytes = 200;

/** Windows opens its devices under these names, with any extension, in any folder. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\s*(?:\.|$))/i;

/** Why a name cannot be that of a file; undefined where it can. */
export function fileNameProblem(name: string): string | undefined {
  if (name === "") return "is empty";
  if (/[/\\]/.test(name)) return "has a path's separator";
  if (name === "." || name === "..") return "is a folder above";
  if (/[<>:"|?*]/.test(name)) return "has a character that file names cannot have";
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u.test(name)) return "has a character that cannot be seen";
  if (/^\s|[\s.]$/u.test(name)) return "begins with a blank, or ends with a blank or a dot";
  if (isDeviceName(name)) return "is a device on Windows";
  if (isReserved(name)) return "is reserved";
  if (utf8Length(name) > mostBytes) return `is longer than ${mostBytes} bytes`;
  return undefined;
}

/** Whether Windows takes a part of a path for one of its devices. */
export function isDeviceName(name: string): boolean {
  return device.test(name);
}

/** A schema for such a name. */
export const fileName = v.pipe(
  v.string(),
  v.check(
    (name) => fileNameProblem(name) === undefined,
    ({ input }) =>
      `expected the name of a file or folder, but ${JSON.stringify(input)} ${fileNameProblem(String(input))}`,
  ),
);

/** The name of a recipe, an experiment or a variant, which is also that of its folder. */
export const recipeName = v.pipe(
  v.string(),
  v.minLength(1),
  v.regex(/^[a-z0-9][a-z0-9.-]*$/, "expected lower-case letters, digits, dots and hyphens"),
  fileName,
);

/** A file name that is like the text: for what is offered in a save dialog. */
export function fileNameOf(text: string, otherwise = "untitled"): string {
  const plain = text.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[\s.-]+|[\s.-]+$/gu, "");
  const short = plain.slice(0, 60).replace(/[.-]+$/, "");
  return fileNameProblem(short) === undefined ? short : otherwise;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
