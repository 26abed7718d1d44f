/** @file The part of a training step that all models have alike: parameters out of a few long vectors, and their update. */
import type { Gradients } from "./gradients.ts";
import type { GraphBuilder } from "./graph.ts";
import { adamW, clipFactor, globalNorm } from "./operators/adamw.ts";
import { muon } from "./operators/muon.ts";
import { joinParts, part, splitParts } from "./operators/parts.ts";
import type { ParameterGroup } from "./parameters.ts";

export interface OptimizerConfig {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Gradients are scaled down to this global norm. */
  readonly clip: number;
  /** Whether the matrices of the blocks are updated by Muon; everything else is AdamW's. */
  readonly muon?: boolean;
}

/** The tensors of the training step, beside the values themselves. */
export const trainingTensor = {
  first: (name: string): string => `first.${name}`,
  second: (name: string): string => `second.${name}`,
  /** The output with the next value of an input. */
  next: (name: string): string => `next.${name}`,
  gradient: (name: string): string => `gradient.${name}`,
} as const;

/** Declares each group as an input, float32 [size], and cuts it into the parameters under their names. */
export function readGroups(g: GraphBuilder, groups: readonly ParameterGroup[]): void {
  g.within("parameters", () => {
    for (const { name, parameters, sizes, size } of groups) {
      const pieces = splitParts(g, g.input(name, "float32", [size]), sizes, 0);
      for (const [i, { name, shape }] of parameters.entries()) {
        g.rename(g.node("Reshape", [part(pieces, i), g.integers(...shape)]), name);
      }
    }
  });
}

/**
 * Clips and applies the gradients. Adds the inputs `learning_rate`, `step` (from 1) and each group's `first.` and `second.` moments, and
 * the outputs `gradient_norm` (before clipping) and `next.` of each of the three.
 */
export function optimizeGroups(
  g: GraphBuilder,
  groups: readonly ParameterGroup[],
  gradients: Gradients,
  optimizer: OptimizerConfig,
): void {
  g.within("optimizer", () => {
    const flat = groups.map(({ parameters }) => {
      const pieces = parameters.map(({ name }) =>
        g.node("Reshape", [gradients.get(name) ?? missingTensor(name), g.integers(-1)]),
      );
      return joinParts(g, pieces, 0);
    });
    const norm = g.node("Identity", [globalNorm(g, flat)], { name: "gradient_norm" });
    g.output(norm, "float32", []);
    const scalars = {
      clip: clipFactor(g, norm, optimizer.clip),
      learningRate: g.input("learning_rate", "float32", []),
      step: g.input("step", "float32", []),
    };
    const update = adamW(g, scalars, optimizer);
    for (const [i, { name, decay, size, sizes, parameters }] of groups.entries()) {
      const state = {
        parameter: name,
        first: g.input(trainingTensor.first(name), "float32", [size]),
        second: g.input(trainingTensor.second(name), "float32", [size]),
      };
      const gradient = part(flat, i);
      const next =
        optimizer.muon === true && name === "decayed"
          ? muon(g, scalars, { ...optimizer, state, gradient, sizes, shapes: parameters.map(({ shape }) => shape) })
          : update(state, gradient, decay);
      for (const kind of ["parameter", "first", "second"] as const) {
        g.rename(next[kind], trainingTensor.next(state[kind]));
        g.output(trainingTensor.next(state[kind]), "float32", [size]);
      }
    }
  });
}

/** Makes a gradient an output, `gradient.NAME`. */
export function gradientOutput(g: GraphBuilder, name: string, shape: readonly number[], gradients: Gradients): void {
  const output = trainingTensor.gradient(name);
  g.rename(gradients.get(name) ?? missingTensor(name), output);
  g.output(output, "float32", shape);
}

export function missingTensor(name: string): never {
  throw new Error(`The training graph lacks ${name}.`);
}
