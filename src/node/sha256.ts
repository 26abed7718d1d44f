/** @file What tells contents apart beyond doubt: hashes of files in records and manifests, and the ids of runs. */
import { createHash } from "node:crypto";

/** In hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
