/**
 * @file The history of a training, one JSON line every few steps, appended while it runs. A resumed training goes on in the same file, so
 * that the record tells the whole history and the whole time however often it was interrupted.
 */

import { appendFile, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { unwritable, writeAtomically } from "../atomicFile.ts";
import type { Progress } from "./trainer.ts";

const entry = v.object({
  step: v.number(),
  loss: v.number(),
  tokenAccuracy: v.number(),
  learningRate: v.number(),
  /** Tokens without padding, from the training's start. */
  tokens: v.number(),
  /** Wall time from the training's start, breaks left out. */
  seconds: v.number(),
  /** Of a language VAE. */
  latent: v.exactOptional(
    v.object({
      reconstruction: v.number(),
      kl: v.number(),
      beta: v.number(),
      ruleLoss: v.number(),
      ruleAccuracy: v.number(),
    }),
  ),
});

export type LogEntry = v.InferOutput<typeof entry>;

const fileName = "training.jsonl";

/** Steps between two entries of the training history. */
const everySteps = 20;

export class TrainingLog {
  readonly #path: string;
  readonly #entries: LogEntry[];
  /** What earlier parts of this training add to the counts of the present one. */
  readonly #before: Pick<LogEntry, "tokens" | "seconds">;
  #latest: LogEntry | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, entries: LogEntry[]) {
    this.#path = path;
    this.#entries = entries;
    this.#before = { tokens: entries.at(-1)?.tokens ?? 0, seconds: entries.at(-1)?.seconds ?? 0 };
  }

  /** The log of a folder as far as `step`, where the training goes on; a new one for step 0. */
  static async open(dir: string, step: number): Promise<TrainingLog> {
    const path = join(dir, fileName);
    const text = step === 0 ? "" : await readFile(path, "utf8").catch(() => "");
    const entries = text
      .split("\n")
      .flatMap((line) => readEntry(line) ?? [])
      .filter((found) => found.step <= step);
    await writeAtomically(path, entries.map(lineOf).join(""));
    return new TrainingLog(path, entries);
  }

  /** Every so many steps and the last one, as far as `step`: the same whether the training was interrupted or not. */
  history(step = Number.POSITIVE_INFINITY): readonly LogEntry[] {
    const entries = this.#entries.filter((found) => found.step <= step);
    return entries.filter((found) => found.step % everySteps === 0 || found === entries.at(-1));
  }

  /** Wall time in seconds of the whole training when this part of it has run for `seconds`. */
  total(seconds: number): number {
    return this.#before.seconds + seconds;
  }

  /** Takes up a step; `checkpoint` says that a training may go on from here, which then has to find its counts. */
  add(progress: Progress, seconds: number, checkpoint: boolean): void {
    const { step, steps, loss, accuracy, learningRate, tokens, latent } = progress;
    this.#latest = {
      step,
      loss,
      tokenAccuracy: accuracy,
      learningRate,
      tokens: this.#before.tokens + tokens,
      seconds: this.total(seconds),
      ...(latent === undefined ? {} : { latent }),
    };
    if (checkpoint || step % everySteps === 0 || step === steps) this.#write(this.#latest);
  }

  /** Writes what is not yet written; for the end of a training, also when it was stopped. */
  flush(): Promise<void> {
    if (this.#latest !== undefined && this.#latest !== this.#entries.at(-1)) this.#write(this.#latest);
    return this.#writing;
  }

  #write(added: LogEntry): void {
    this.#entries.push(added);
    this.#writing = this.#writing.then(() =>
      appendFile(this.#path, lineOf(added)).catch((error: unknown) => {
        throw unwritable(this.#path, error);
      }),
    );
    // `flush` and `remove` await the same promise and report what went wrong.
    this.#writing.catch(() => {});
  }

  /** When its content has gone into the record. */
  async remove(): Promise<void> {
    await this.#writing;
    await rm(this.#path, { force: true });
  }
}

function lineOf(added: LogEntry): string {
  return `${JSON.stringify(added)}\n`;
}

/** A killed process can leave half a line. */
function readEntry(line: string): LogEntry | undefined {
  try {
    const checked = v.safeParse(entry, JSON.parse(line));
    return checked.success ? checked.output : undefined;
  } catch {
    return undefined;
  }
}
