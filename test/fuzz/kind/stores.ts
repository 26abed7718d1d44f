/** @file Run stores: a damaged file is set aside or refused, a damaged record is refused, and neither ends the program. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunStore } from "../../../src/client/store/runStore.ts";
import { parseRun } from "../../../src/core/record/run.ts";
import { madeRun, problemOf } from "../../core/record/madeRun.ts";
import { isUserError } from "../asUserError.ts";
import type { Answer, FuzzKind } from "../fuzzKind.ts";
import { mutateBytes, mutateJson } from "../mutate.ts";

const folder = mkdtempSync(join(tmpdir(), "rulescope-fuzz-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const record = { ...madeRun(problemOf("add([5, 9], [1, 3])"), "rfft"), id: "a" };

function storeOf(): Uint8Array {
  const path = join(folder, "whole.db");
  const store = RunStore.open(path);
  store.add(record);
  store.dispose();
  return readFileSync(path);
}
const file = storeOf();

export const stores: FuzzKind = {
  name: "stores",
  // Opening a file takes a hundred times as long as reading a record.
  make: (rng) => (rng.next() < 0.05 ? mutateBytes(rng, file) : mutateJson(rng, record)),
  check: (input) => (typeof input === "string" ? checkRecord(input) : checkFile(input)),
};

function checkRecord(text: string): Answer {
  try {
    parseRun(text, "fuzzed");
    return "accepted";
  } catch (error) {
    if (isUserError(error)) return "refused";
    throw error;
  }
}

function checkFile(bytes: Uint8Array): Answer {
  const path = join(folder, "fuzzed.db");
  for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
  writeFileSync(path, bytes);
  let answer: Answer = "accepted";
  const store = attempt(() => RunStore.open(path, { onSetAside: (_, aside) => rmSync(aside, { force: true }) }));
  if (store === undefined) return "refused";
  try {
    for (const { id } of attempt(() => store.list()) ?? [])
      if (attempt(() => store.get(id)) === undefined) answer = "refused";
  } finally {
    attempt(() => store.dispose());
  }
  return answer;
}

/** Undefined where it was refused. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isUserError(error)) return undefined;
    throw error;
  }
}
