/**
 * @file The shapes in which fine-tuning programs read samples. `completion` and `chat` are JSON Lines; `study` is one JSON array with
 * the study's own fields (Hu et al., ICML 2024, released data), item for item where the set is a whole sample space.
 */

import type { Task } from "../task/task.ts";
import type { DataSample } from "./dataSet.ts";

export const dataFormats = ["completion", "chat", "study"] as const;
export type DataFormat = (typeof dataFormats)[number];

/** What each is, for lists that people choose from. */
export const dataFormatWords: Readonly<Record<DataFormat, string>> = {
  completion: "JSON Lines with prompt and completion",
  chat: "JSON Lines with messages of user and assistant",
  study: "one JSON array with the study's own fields",
};

/** The file's text in pieces, one for each sample. */
export function* formatted(
  samples: Iterable<DataSample>,
  format: DataFormat,
  task: Pick<Task, "numericAnswers">,
): Generator<string> {
  if (format !== "study") {
    for (const sample of samples) yield `${JSON.stringify(format === "chat" ? chat(sample) : completion(sample))}\n`;
    return;
  }
  let before = "[\n";
  for (const sample of samples) {
    yield before + JSON.stringify(studyItem(sample, task));
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

function completion({ prompt, response }: DataSample): object {
  return { prompt, completion: response };
}

function chat({ prompt, response }: DataSample): object {
  return {
    messages: [
      { role: "user", content: prompt },
      { role: "assistant", content: response },
    ],
  };
}

function studyItem(
  { id, prompt, response, fields }: DataSample,
  { numericAnswers }: Pick<Task, "numericAnswers">,
): object {
  const number = numericAnswers === true && /^[0-9]+$/.test(response);
  return { id, question: prompt, ...fields, answers: [number ? Number(response) : response] };
}
