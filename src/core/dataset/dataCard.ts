/** @file The data card: what stands beside an exported data set so that somebody else knows what it is and can make it again. */

import { countText, sizeText } from "../format/figures.ts";
import type { DataFormat } from "./dataFormat.ts";
import type { DataSample, DataSet } from "./dataSet.ts";
import { sourceWords } from "./splitText.ts";

/** What was counted while the set was written. */
export interface DataCounts {
  readonly samples: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly byLength: ReadonlyMap<number, number>;
  readonly first: DataSample | undefined;
}

export interface DataCardFacts {
  readonly set: DataSet;
  readonly format: DataFormat;
  readonly counts: DataCounts;
  /** Name of the data's file. */
  readonly file: string;
  /** Rulescope's own. */
  readonly version: string;
  /** The command line that writes the same bytes; undefined where the rule is in no file. */
  readonly command: string | undefined;
}

export function dataCard(facts: DataCardFacts): string {
  const { set, format, counts, file, version, command } = facts;
  const { task, method, part, seed } = set;
  const dialect = method.name === "rfft" ? ` (${method.dialect} dialect)` : "";
  const lengths = [...counts.byLength].sort(([one], [other]) => one - other);
  return `# ${task.name}, ${method.name}

${countText(counts.samples)} samples in \`${file}\`, made by Rulescope ${version}.

| what | |
| --- | --- |
| task | ${task.name} |
| method | ${method.name}${dialect} |
| split | ${sourceWords(set.source)} |
| part | ${part} |
| format | ${formatWords[format]} |
| seed | ${seed} |
| size | ${sizeText(counts.bytes)} |
| SHA-256 | \`${counts.sha256}\` |

## The rule

Every answer and every step is what this rule does:

${fenced(task.ruleSource.trimEnd(), "python")}

## Samples by length

| length | samples |
| --- | --- |
${lengths.map(([length, count]) => `| ${length} | ${count} |`).join("\n")}

## The first sample

${counts.first === undefined ? "There is none." : `Prompt:\n\n${fenced(counts.first.prompt)}\n\nResponse:\n\n${fenced(counts.first.response)}`}

## Making it again

${command === undefined ? "The rule above was exported from an editor; save it as a file and export it with the same split, format and seed." : fenced(command, "sh")}

The same version with the same seed writes the same bytes, on any machine.

## Licence

The samples are made by a program from the rule above and hold no text of others. Rulescope puts no condition on them; a rule that you
wrote stays yours.

## Known limits

- Problems are drawn from the task's sampler or its grid, not from anything that people ask.
- No problem occurs twice${set.source.kind === "lengths" ? ", so that short lengths may have fewer samples than long ones" : ""}.
- ${limitOf(set)}
- Prompts hold no chat template and no system message; your own tokenizer may cut the numbers in other places than a small model's does.
`;
}

const formatWords: Readonly<Record<DataFormat, string>> = {
  completion: "JSON Lines, fields `prompt` and `completion`",
  chat: "JSON Lines, field `messages` with one `user` and one `assistant` message",
  study: "one JSON array, fields `id`, `question`, `a` and `b` where there is a grid, `answers`",
};

function limitOf({ part, source }: DataSet): string {
  if (part === "all") return "Nothing is held out: a model that is trained on all of it cannot be tested on it.";
  const kept = part === "test" ? "training" : "test";
  const how = source.kind === "lengths" ? "a hash of the problem's text" : "the split";
  return `The ${kept} part is told apart by ${how}; export it with \`--part ${kept}\` and mix the two nowhere.`;
}

/** A fence that is longer than any in the text. */
function fenced(text: string, language = ""): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([marks]) => marks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
