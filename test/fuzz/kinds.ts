/** @file Every kind of input that is fuzzed, by the name that `npm run fuzz -- --kind` takes. */
import type { FuzzKind } from "./fuzzKind.ts";
import { documents } from "./kind/documents.ts";
import { manifests } from "./kind/manifests.ts";
import { messages } from "./kind/messages.ts";
import { onnx } from "./kind/onnx.ts";
import { recipes } from "./kind/recipes.ts";
import { rules } from "./kind/rules.ts";
import { safetensors } from "./kind/safetensors.ts";
import { stores } from "./kind/stores.ts";
import { tokenizers } from "./kind/tokenizers.ts";
import { traces } from "./kind/traces.ts";

export const kinds: readonly FuzzKind[] = [
  ...[rules, documents, recipes, manifests, tokenizers],
  ...[onnx, safetensors, stores, traces, messages],
];
