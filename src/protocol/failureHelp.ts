/** @file The button that helps with a failure, wherever it is shown: in a message of the editor or inside a view. */
import { UserError } from "../core/base/errors.ts";

export interface FailureHelp {
  readonly title: string;
  /** The editor's command. */
  readonly command: string;
}

export const failureHelp = {
  manageTrust: { title: "Manage Workspace Trust", command: "workbench.trust.manage" },
  selectModel: { title: "Select Model", command: "rulescope.selectModel" },
  showLog: { title: "Show Log", command: "rulescope.showLog" },
} as const satisfies Readonly<Record<string, FailureHelp>>;

/** Undefined where the message says all there is to do. Whatever is no `UserError` has its details in the log. */
export function helpFor(error: unknown): FailureHelp | undefined {
  if (!(error instanceof UserError)) return failureHelp.showLog;
  if (error.code.startsWith("untrusted")) return failureHelp.manageTrust;
  return /^(?:model|tokenizer)/.test(error.code) ? failureHelp.selectModel : undefined;
}
