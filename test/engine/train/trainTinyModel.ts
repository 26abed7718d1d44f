/**
 * @file A small training as a process of its own, for tests that kill it: `node trainTinyModel.ts DIR STEPS [--resume] [--kill-at=STEP]`. Prints one line of JSON for each
 * step, and the checksum of the final weights.
 */
import { createHash } from "node:crypto";
import { tinyTraining, train } from "./tinyTraining.ts";

const [dir = "", steps = "", ...flags] = process.argv.slice(2);
const parameters = await train({
  ...tinyTraining(Number(steps)),
  checkpointDir: dir,
  everySteps: 5,
  resume: flags.includes("--resume"),
  onProgress: ({ step, loss, gradientNorm }) => {
    process.stdout.write(`${JSON.stringify({ step, loss, gradientNorm })}\n`);
    if (flags.includes(`--kill-at=${step}`)) process.kill(process.pid, "SIGKILL");
  },
});
const hash = createHash("sha256");
for (const [name, values] of parameters) hash.update(name).update(values);
process.stdout.write(`${JSON.stringify({ weights: hash.digest("hex") })}\n`);
