/**
 * @file The conversation between the extension and a latent view. The extension knows where points come from and where they lead; the view
 * says which place of which model it looks at, and the extension passes that on to the engine, which alone holds the values. Points are
 * named by their index.
 */

import * as v from "valibot";
import { hookPoint, mapEvent, mapResult, projectionRequests } from "./projection.ts";
import { count, countFrom, float32Array, int32Array, request, streamingRequest, uint8Array } from "./request.ts";

const done = v.object({});

/** What is known of every point. `category`: an index of `values`, -1 for none. `number`: NaN for none. */
export const column = v.variant("kind", [
  v.object({ kind: v.literal("category"), name: v.string(), values: v.array(v.string()), of: int32Array }),
  v.object({ kind: v.literal("number"), name: v.string(), of: float32Array }),
]);
export type Column = v.InferOutput<typeof column>;

export const shownModel = v.object({
  /** Its folder. */
  dir: v.string(),
  name: v.string(),
  kind: v.picklist(["decoder", "latent"]),
  /** Of a decoder; 0 of a language VAE, as are its heads. */
  layers: count,
  heads: count,
  /** Of a language VAE; 0 of a decoder. */
  encoderLayers: count,
  decoderLayers: count,
  latent: count,
  /** Of its graph, for captions. */
  hash: v.string(),
});
export type ShownModel = v.InferOutput<typeof shownModel>;

export const pointUnits = ["items", "problems", "steps", "tokens"] as const;
/** What a point of runs can be: a run as a whole, where its problem has just been read; a step; a token. */
export const runUnits = ["problems", "steps", "tokens"] as const;
export type RunUnit = (typeof runUnits)[number];

export const shownPoints = v.object({
  /** The same for the same points. */
  id: v.string(),
  name: v.string(),
  unit: v.picklist(pointUnits),
  /** How many there are, of which these are shown. */
  total: count,
  /** What a point is, in a line, and what belongs to it. */
  titles: v.array(v.string()),
  details: v.array(v.string()),
  /** Points of one problem, in the order of its steps; an index of `groupNames`. */
  groups: int32Array,
  groupNames: v.array(v.string()),
  columns: v.array(column),
  /** The column that colors them at first. */
  color: v.string(),
  /** The first one made the points; others can be compared on the same ones. */
  models: v.array(shownModel),
  /** What can be done with a language VAE's points: its task's rules. Empty for others. */
  rules: v.array(v.string()),
  provenance: v.string(),
  notices: v.array(v.string()),
});
export type ShownPoints = v.InferOutput<typeof shownPoints>;

/** Where points are looked at. */
export const place = v.object({ model: v.string(), hookPoint });
export type Place = v.InferInput<typeof place>;

const { projectPoints, nearestPoints, clusterPoints, probePoints, probeHookPoints } = projectionRequests;

export const latentFormats = ["svg", "png", "csv", "npy"] as const;
export type LatentFormat = (typeof latentFormats)[number];

const conclusion = v.object({
  text: v.string(),
  /** By the task's own judge, under the rule that was applied. */
  kind: v.picklist(["correct", "other-rule", "invalid", "malformed"]),
  /** The rules by which it follows. */
  rules: v.array(v.string()),
  /** Whether the rule that was applied has any conclusion from these premises: where it has none, none can be right. */
  applies: v.boolean(),
  message: v.string(),
});
export type Conclusion = v.InferOutput<typeof conclusion>;

export const latentViewContract = {
  requests: {
    /** The view's script runs. `source` is what it showed before a reload; null at the first time. */
    ready: request(v.object({ source: v.nullable(v.string()) }), done),
    /** Shows another source, one of `choices`. */
    choose: request(v.object({ source: v.string() }), done),
    /** Shows the same source as it is now, with at most so many points; null: as many as before. */
    reread: request(v.object({ points: v.nullable(countFrom(1, 200_000)) }), done),
    /** Runs all problems of the file, whose steps are shown then. */
    run: request(done, done),
    /** A point was chosen: the editor goes to its problem, the trace to its step. `focus`: the editor takes the keyboard. */
    open: request(v.object({ point: count, focus: v.boolean() }), done),
    /** Opens the attention view on a point: what a language VAE looked at in its item, or the model at its step. */
    attention: request(v.object({ model: v.string(), point: count }), done),
    /** As `projectPoints`. `aligned`: laid onto the first map of these points. Where it was made before, it comes at once. */
    map: streamingRequest(
      v.object({ ...place.entries, aligned: v.boolean(), ...v.omit(projectPoints.params, ["set", "alignTo"]).entries }),
      v.object({ ...mapResult.entries, width: count, cached: v.boolean() }),
      mapEvent,
    ),
    /** All values, [point, width]. */
    values: request(v.object(place.entries), v.object({ width: count, values: float32Array })),
    nearest: request(
      v.object({ ...place.entries, ...v.omit(nearestPoints.params, ["set"]).entries }),
      nearestPoints.result,
    ),
    clusters: request(
      v.object({ ...place.entries, ...v.omit(clusterPoints.params, ["set"]).entries }),
      clusterPoints.result,
    ),
    probe: request(v.object({ ...place.entries, ...v.omit(probePoints.params, ["set"]).entries }), probePoints.result),
    /** Where is the rule? As `probeHookPoints`, on all layers and components of a model. */
    where: streamingRequest(
      v.object({ model: v.string(), ...v.omit(probeHookPoints.params, ["source"]).entries }),
      probeHookPoints.result,
      probeHookPoints.event,
    ),
    /** What the decoder concludes from a point's premises with another z, judged under a rule. z: [row, latent]. */
    conclude: request(
      v.object({
        model: v.string(),
        rows: v.array(v.object({ point: count, rule: v.nullable(v.string()) })),
        z: float32Array,
      }),
      v.object({ conclusions: v.array(conclusion) }),
    ),
    /** Asks for a place and saves there. `name` is without an ending. */
    save: request(v.object({ name: v.string(), format: v.picklist(latentFormats), bytes: uint8Array }), done),
  },
  notices: {
    /** Other points are shown from now on; without any, `message` says what to do. */
    show: v.object({
      points: v.nullable(shownPoints),
      /** What `ready` is to be told after a reload. */
      source: v.string(),
      message: v.nullable(v.string()),
      /** The message's problems can be run here. */
      runnable: v.boolean(),
      busy: v.boolean(),
    }),
    /** What else there is to look at, `source` among it. */
    choices: v.object({ source: v.string(), choices: v.array(v.object({ source: v.string(), text: v.string() })) }),
    /** One more column of the points, which took longer to find. */
    column: v.object({ points: v.string(), column }),
    /** The editor or another view stands at this point now. */
    reveal: v.object({ points: v.string(), point: v.nullable(count) }),
    /** What the points come from has changed since; or it is as it was again. */
    stale: v.object({ points: v.string(), stale: v.boolean() }),
  },
};
export type LatentViewContract = typeof latentViewContract;
