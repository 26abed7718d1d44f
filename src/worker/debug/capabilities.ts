/** @file What the debug adapter says that it can do. Knows no `vscode`. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { type FilterName, thresholdDefault } from "../../core/debug/breakpoint.ts";

const filters: readonly (DebugProtocol.ExceptionBreakpointsFilter & { readonly filter: FilterName })[] = [
  {
    filter: "wrong",
    label: "First Wrong Step",
    description: "Stops at the first step that departs from the rule.",
    default: true,
  },
  {
    filter: "wrong-line",
    label: "Wrong Branch",
    description: "Stops where the model executes another line than the rule.",
  },
  {
    filter: "invalid",
    label: "Invalid Step",
    description: "Stops at a step that does not follow from the model's own previous state.",
  },
  {
    filter: "unlikely",
    label: "Unlikely Token",
    description: "Stops at a step with a token of low probability.",
    supportsCondition: true,
    conditionDescription: `The probability below which a token is unlikely (${thresholdDefault})`,
  },
  { filter: "endless", label: "Never Stops", description: "Stops at a step after the rule has ended." },
];

export function filterLabel(name: FilterName): string {
  return filters.find(({ filter }) => filter === name)?.label ?? name;
}

export const capabilities: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsStepBack: true,
  supportsSetVariable: true,
  supportsEvaluateForHovers: true,
  supportsCompletionsRequest: true,
  supportsExceptionFilterOptions: true,
  supportsExceptionInfoRequest: true,
  exceptionBreakpointFilters: [...filters],
};
