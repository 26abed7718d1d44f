/** @file The engine process: what it is made of, and nothing else. Started by `client/engineProcess.ts`, ends with its host. */

import { availableParallelism, totalmem } from "node:os";
import { UserError } from "../core/base/errors.ts";
import { activationRequests } from "../protocol/activations.ts";
import { contractVersion, cpuOnlyFlag, type EngineContract, engineContract } from "../protocol/contract.ts";
import { Endpoint } from "../protocol/endpoint.ts";
import { parentPort } from "../protocol/parentPort.ts";
import { projectionRequests } from "../protocol/projection.ts";
import { deferred } from "../protocol/relay.ts";
import type { Contract } from "../protocol/request.ts";
import { finite } from "../protocol/wire.ts";
import { LoadedModels } from "./model/loadedModels.ts";
import { ModelStore } from "./model/modelStore.ts";
import { onnxRuntimeVersion, Runtime, thisMachine } from "./model/runtime.ts";
import { generate } from "./request/generate.ts";

// What a run does not need is imported when it is asked for, so that the first token does not wait for it.
/** Of models that are kept open; a quarter of the memory where that is less. */
const mostModelBytes = 2 ** 32;

const port = parentPort(process);
const clock = () => performance.now();
const log = (line: string) => void process.stderr.write(`${line}\n`);
const [, script = "", role, flag] = process.argv;
// A run beside the editor decodes one token at a time, for which a second thread costs more than it saves.
const runtime = new Runtime(
  { ...thisMachine(script), crashed: flag === cpuOnlyFlag },
  role === "train" ? availableParallelism() : 1,
);
// Looking into runs takes all that the machine has; its code and its threads come with the first request.
const lookingRuntime = lazy(async () => new Runtime(thisMachine(script), availableParallelism()));
const captures = lazy(async () => {
  const { CaptureStore } = await import("./capture/captureStore.ts");
  return new CaptureStore(models, await lookingRuntime());
});
const attention = lazy(async () => {
  const [{ LatentCaptures }, { attentionHandlers }, { ablationHandlers }, { patchHandlers }] = await Promise.all([
    import("./capture/latentCaptures.ts"),
    import("./request/attention.ts"),
    import("./request/ablation.ts"),
    import("./request/patching.ts"),
  ]);
  const store = await captures();
  const stores = { captures: store, latentCaptures: new LatentCaptures(await openLatentModels()) };
  return { ...attentionHandlers(stores, clock), ...ablationHandlers(store), ...patchHandlers(store) };
});
const points = lazy(async () => {
  const [{ pointHandlers }, { PointStore }, { Products }, { Workers }] = await Promise.all([
    import("./request/points.ts"),
    import("./projection/pointStore.ts"),
    import("./projection/products.ts"),
    import("./projection/workers.ts"),
  ]);
  return pointHandlers({
    store: new PointStore(),
    captures: await captures(),
    latentModels: await openLatentModels(),
    workers: new Workers(Math.min(4, availableParallelism())),
    products: new Products(await lookingRuntime()),
    clock,
  });
});
const loaded = new LoadedModels(Math.min(mostModelBytes, totalmem() / 4));
const models = new ModelStore({
  runtime,
  loaded,
  onDeviceChanged: (modelDir, choice) => endpoint.notify("deviceChanged", { modelDir, choice }),
});

const openLatentModels = lazy(async () => {
  const { LatentModels } = await import("./model/latentModel.ts");
  return new LatentModels(runtime, loaded);
});

const endpoint: Endpoint<typeof engineContract, Contract> = new Endpoint({
  port,
  lost: (reason) => new Error(reason),
  report: log,
  onServe: () => loaded.begin(),
  serves: {
    contract: engineContract,
    handlers: {
      hello({ contract }) {
        if (contract !== contractVersion) {
          throw new UserError(
            "engine-mismatch",
            "The engine is of another version than the editor's part.",
            "Reload the window.",
          );
        }
        return { pid: finite(process.pid), node: process.version, onnxRuntime: onnxRuntimeVersion };
      },
      async devices() {
        const { probeGraph } = await import("./request/probeGraph.ts");
        return { devices: await runtime.survey(probeGraph()) };
      },
      async loadModel({ modelDir, device }) {
        const started = clock();
        const { manifest, session, bytes } = await models.get(modelDir, device);
        return {
          name: manifest.name,
          parameterBytes: finite(bytes),
          vocabularySize: finite(manifest.decoder.vocabularySize),
          contextLength: finite(manifest.contextLength),
          device: session.choice,
          seconds: finite((clock() - started) / 1000),
        };
      },
      async unloadModel({ modelDir }) {
        await models.unload(modelDir);
      },
      generate: (params, context) => generate(params, context, { models, clock }),
      async generateBatch(params, context) {
        const { generateBatch } = await import("./request/generateBatch.ts");
        return generateBatch(params, context, { models, clock });
      },
      async train(params, { emit, signal }) {
        const { trainRecipe } = await import("./train/trainRecipe.ts");
        return trainRecipe({ ...params, runtime, signal, onProgress: emit, onWarning: log, clock });
      },
      async checkTrainings(params) {
        const { checkTrainings } = await import("./request/checkTrainings.ts");
        return checkTrainings(params);
      },
      async evaluate({ modelDir, device, ...rest }, { emit, signal }) {
        const started = clock();
        const { evaluateModel } = await import("./evaluation/evaluateModel.ts");
        const model = await models.get(modelDir, device);
        const { trainedOn } = await import("./evaluation/trainedOn.ts");
        const accuracy = await evaluateModel({
          ...rest,
          ...(await trainedOn(model, rest.task)),
          model,
          signal,
          onProgress: (done, total, measured) =>
            emit({ done: finite(done), total: finite(total), accuracy: [...measured] }),
        });
        return { accuracy, device: model.session.choice, seconds: finite((clock() - started) / 1000) };
      },
      ...deferred<EngineContract, keyof typeof activationRequests>(activationRequests, attention),
      async benchmarkTraining(_, { emit }) {
        const { measureTraining } = await import("./request/measureTraining.ts");
        return measureTraining(clock, emit);
      },
      async latentMeasure({ modelDir }, { emit, signal }) {
        const { measureRules } = await import("./evaluation/measureRules.ts");
        const onProgress = (what: string, done: number, total: number) =>
          emit({ what, done: finite(done), total: finite(total) });
        return { measures: JSON.stringify(await measureRules({ modelDir, runtime, signal, onProgress, clock })) };
      },
      async latentEncode(params, { signal }) {
        const { latentEncode } = await import("./request/latent.ts");
        return latentEncode(params, { models: await openLatentModels(), signal });
      },
      async latentDecode(params, { signal }) {
        const { latentDecode } = await import("./request/latent.ts");
        return latentDecode(params, { models: await openLatentModels(), signal });
      },
      ...deferred<EngineContract, keyof typeof projectionRequests>(projectionRequests, points),
      shutdown() {
        // After the answer has left.
        setImmediate(() => process.disconnect());
      },
    },
  },
});

/** Makes it once, when it is first needed. */
function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

// Ctrl-C in a terminal and SIGTERM to a process group (`timeout`, Slurm, containers) reach this process as well: the host decides what stops, and a
// training saves its checkpoint first.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
port.onClose(() => process.exit(0));
