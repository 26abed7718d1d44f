/** @file The description of a model folder on this machine. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findDescription, type ModelDescription } from "../protocol/modelDescription.ts";

/** Undefined for a folder without one. */
export function readDescription(dir: string): Promise<ModelDescription | undefined> {
  return findDescription((file) => readFile(join(dir, file), "utf8").catch(() => undefined));
}
