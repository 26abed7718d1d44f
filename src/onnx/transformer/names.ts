/** @file The names of a transformer's weights. Every name of a weight in the project comes from here; a VAE's two sides put theirs before them. */
import type { ProjectionKind } from "./specification.ts";

export type Half = "attention" | "feedForward";

/** `prefix` ends with a dot, or is empty. */
export function weightNames(prefix = "") {
  const block = (layer: number): string => `${prefix}block.${layer}`;
  const projection = (layer: number, kind: ProjectionKind): string => `${block(layer)}.attention.${kind}.weight`;
  return {
    tokenEmbedding: `${prefix}embedding.token.weight`,
    coupledPositions: (table: number): string =>
      `${prefix}embedding.${["place", "part"][table] ?? `coupled${table}`}.weight`,
    positionEmbedding: `${prefix}embedding.position.weight`,
    typeEmbedding: `${prefix}embedding.type.weight`,
    embeddingNorm: normNames(`${prefix}embedding.norm`),
    finalNorm: normNames(`${prefix}final.norm`),
    logits: `${prefix}logits.weight`,
    logitsBias: `${prefix}logits.bias`,
    /** Before a half, and after it. */
    norm: (layer: number, half: Half): NormNames => normNames(`${block(layer)}.${half}.norm`),
    outputNorm: (layer: number, half: Half): NormNames => normNames(`${block(layer)}.${half}.outputNorm`),
    projection,
    projectionBias: (layer: number, kind: ProjectionKind): string => `${block(layer)}.attention.${kind}.bias`,
    queryKeyNorm: (layer: number, kind: "query" | "key"): NormNames =>
      normNames(`${block(layer)}.attention.${kind}Norm`),
    attentionOutput: (layer: number): string => `${block(layer)}.attention.output.weight`,
    attentionOutputBias: (layer: number): string => `${block(layer)}.attention.output.bias`,
    feedForwardGate: (layer: number): string => `${block(layer)}.feedForward.gate.weight`,
    feedForwardGateBias: (layer: number): string => `${block(layer)}.feedForward.gate.bias`,
    feedForwardInput: (layer: number): string => `${block(layer)}.feedForward.input.weight`,
    feedForwardInputBias: (layer: number): string => `${block(layer)}.feedForward.input.bias`,
    feedForwardOutput: (layer: number): string => `${block(layer)}.feedForward.output.weight`,
    feedForwardOutputBias: (layer: number): string => `${block(layer)}.feedForward.output.bias`,
  } as const;
}

export type WeightNames = ReturnType<typeof weightNames>;

export interface NormNames {
  readonly weight: string;
  readonly bias: string;
}

function normNames(stem: string): NormNames {
  return { weight: `${stem}.weight`, bias: `${stem}.bias` };
}
