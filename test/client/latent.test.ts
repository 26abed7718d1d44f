/** @file The bundled language VAE through a real engine process: items to z, z to conclusions, another rule's mean, a cancel. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { EngineClient } from "../../src/client/engineClient.ts";
import { Cancelled } from "../../src/core/base/errors.ts";
import { inferenceTaskNamed } from "../../src/core/inference/registry.ts";
import { parseVaeRecord } from "../../src/core/record/training.ts";
import { CancelSource } from "../../src/protocol/cancellation.ts";
import { owned } from "../../src/protocol/wire.ts";
import { root } from "../sourceFiles.ts";

const modelDir = join(root, "models/latent-explanatory");
const record = parseVaeRecord(readFileSync(join(modelDir, "record.json"), "utf8"), modelDir);

suite("the bundled model of explanatory inference", () => {
  const client = new EngineClient({ role: "inspect", entry: join(root, "src/engine/main.ts") });
  after(() => client.close());
  const task = inferenceTaskNamed("explanatory");
  assert.ok(task);
  const items = [...task.items({ seed: 99, count: 40 })];
  const premises = items.map((item) => [...item.premises]);

  test("writes each conclusion back from its own z", async () => {
    const given = items.map(({ conclusion }, i) => ({ premises: premises[i] ?? [], conclusion }));
    const { latent, means } = await client.request("latentEncode", { modelDir, items: given });
    assert.equal(latent, 16);
    const { conclusions } = await client.request("latentDecode", { modelDir, premises, z: means });
    const right = conclusions.filter((text, i) => text === items[i]?.conclusion).length;
    assert.ok(right >= 38, `${right} of 40`);
  });

  test("concludes by whichever rule's mean it is given", async () => {
    const two = ["a baxib is a kind of domeb", "a baxib can glorp a furap"];
    const rules = ["ARG-SUB", "ARG-INS", "FRAME-CONJ", "ARG/PRED-GEN", "EXAMPLE"].filter(
      (rule) => task.conclude(two, rule) !== undefined,
    );
    assert.ok(rules.length >= 4, rules.join(", "));
    const z = owned(Float32Array.from(rules.flatMap((rule) => record.ruleMeans[rule] ?? [])));
    const { conclusions } = await client.request("latentDecode", { modelDir, premises: rules.map(() => two), z });
    assert.deepEqual(
      conclusions,
      rules.map((rule) => task.conclude(two, rule)),
    );
  });

  test("stops when nobody wants its conclusions any more", async () => {
    const many = Array.from({ length: 100 }, () => premises).flat();
    const z = owned(new Float32Array(16 * many.length));
    const signal = new CancelSource();
    const asked = client.request("latentDecode", { modelDir, premises: many, z }, { signal });
    setTimeout(() => signal.cancel(), 20);
    await assert.rejects(asked, Cancelled);
    assert.ok((await client.ready()).pid > 0);
  });
});
