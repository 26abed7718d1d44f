/**
 * @file t-SNE by Barnes and Hut's sums (van der Maaten, "Accelerating t-SNE using tree-based algorithms", 2014), one step at a time, so that whoever
 * asked for it can look at it or stop it. Learning rate after Belkina and others (2019).
 */

import { QuadTree } from "./quadTree.ts";
import type { SparsePairs } from "./sparse.ts";

/** So long the affinities are exaggerated, so that clusters find each other, and momentum is low. */
const earlySteps = 250;
const exaggeration = 12;
const [earlyMomentum, lateMomentum] = [0.5, 0.8];
const smallestGain = 0.01;

export interface TsneOptions {
  readonly learningRate?: number;
  /** How coarse the far away is: 0 is exact. */
  readonly theta?: number;
  /** All steps together; of few, a third is exaggerated. */
  readonly iterations: number;
}

/** Number of points by 4 × 12, at least 50. Few points fly apart at 50 and never come together again: of 500 and fewer a tenth of their number. */
export function defaultLearningRate(points: number): number {
  return Math.max(Math.min(50, points / 10), points / exaggeration / 4);
}

export class Tsne {
  /** [point, 2] */
  readonly coordinates: Float64Array;
  readonly #affinities: SparsePairs;
  readonly #tree: QuadTree;
  readonly #learningRate: number;
  readonly #theta: number;
  readonly #early: number;
  readonly #gradient: Float64Array;
  readonly #velocity: Float64Array;
  readonly #gains: Float64Array;
  #step = 0;

  constructor(
    affinities: SparsePairs,
    start: ArrayLike<number>,
    { learningRate, theta = 0.5, iterations }: TsneOptions,
  ) {
    this.coordinates = Float64Array.from(start);
    this.#affinities = affinities;
    this.#tree = new QuadTree(start.length / 2);
    this.#learningRate = learningRate ?? defaultLearningRate(start.length / 2);
    this.#theta = theta;
    this.#early = Math.min(earlySteps, Math.floor(iterations / 3));
    this.#gradient = new Float64Array(start.length);
    this.#velocity = new Float64Array(start.length);
    this.#gains = new Float64Array(start.length).fill(1);
  }

  step(): void {
    const early = this.#step++ < this.#early;
    this.gradientInto(this.#gradient, early ? exaggeration : 1);
    const momentum = early ? earlyMomentum : lateMomentum;
    const gradient = this.#gradient;
    const velocity = this.#velocity;
    const gains = this.#gains;
    const y = this.coordinates;
    for (let i = 0; i < y.length; i++) {
      const same = gradient[i] > 0 === velocity[i] > 0;
      const gain = Math.max(smallestGain, same ? gains[i] * 0.8 : gains[i] + 0.2);
      gains[i] = gain;
      velocity[i] = momentum * velocity[i] - this.#learningRate * gain * gradient[i];
      y[i] += velocity[i];
    }
    centre(y);
  }

  /** The gradient of the divergence [point, 2]: 4 Σ (e p − q) (y_i − y_j) / (1 + d²). */
  gradientInto(gradient: Float64Array, exaggerated = 1): void {
    const y = this.coordinates;
    const total = this.#repulsionInto(gradient);
    const { starts, others, values } = this.#affinities;
    for (let i = 0; i < y.length / 2; i++) {
      const px = y[2 * i];
      const py = y[2 * i + 1];
      let fx = 0;
      let fy = 0;
      const end = starts[i + 1];
      for (let at = starts[i]; at < end; at++) {
        const j = others[at];
        const dx = px - y[2 * j];
        const dy = py - y[2 * j + 1];
        const strength = values[at] / (1 + dx * dx + dy * dy);
        fx += strength * dx;
        fy += strength * dy;
      }
      gradient[2 * i] = 4 * (exaggerated * fx - gradient[2 * i] / total);
      gradient[2 * i + 1] = 4 * (exaggerated * fy - gradient[2 * i + 1] / total);
    }
  }

  /** Kullback-Leibler divergence of the map from the affinities, in nats. */
  divergence(): number {
    const y = this.coordinates;
    const total = this.#repulsionInto(new Float64Array(y.length));
    const { starts, others, values } = this.#affinities;
    let sum = 0;
    for (let i = 0; i < y.length / 2; i++)
      for (let at = starts[i]; at < starts[i + 1]; at++) {
        const p = values[at];
        if (p === 0) continue;
        const j = others[at];
        const squared = (y[2 * i] - y[2 * j]) ** 2 + (y[2 * i + 1] - y[2 * j + 1]) ** 2;
        sum += p * Math.log((p * total) / (1 / (1 + squared)));
      }
    return sum;
  }

  /** Unnormalised repulsion of each point; returns what it is to be divided by, the sum of 1 / (1 + d²) over all pairs. */
  #repulsionInto(forces: Float64Array): number {
    const y = this.coordinates;
    this.#tree.build(y);
    const force = new Float64Array(2);
    let total = 0;
    for (let i = 0; i < y.length / 2; i++) {
      total += this.#tree.repulsion(y[2 * i], y[2 * i + 1], this.#theta, force);
      forces[2 * i] = force[0];
      forces[2 * i + 1] = force[1];
    }
    return Math.max(total, Number.MIN_VALUE);
  }
}

function centre(y: Float64Array): void {
  let [sumX, sumY] = [0, 0];
  for (let i = 0; i < y.length; i += 2) {
    sumX += y[i];
    sumY += y[i + 1];
  }
  const points = y.length / 2;
  for (let i = 0; i < y.length; i += 2) {
    y[i] -= sumX / points;
    y[i + 1] -= sumY / points;
  }
}
