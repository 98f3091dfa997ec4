import type {
  CompileFault,
  ProcessEvent,
  ProcessGraph,
  ProcessState,
  StepContext,
  StepResult,
} from '#core/workflow/kernel/types'

export interface Compiled {
  graphs: ProcessGraph[]
  /** Empty for a document that can be published; warnings do not hinder. */
  faults: CompileFault[]
}

/** The kernel as the runtime uses it. */
export interface Kernel {
  compile(xml: string): Promise<Compiled>
  step(
    graph: ProcessGraph,
    state: ProcessState,
    event: ProcessEvent,
    context: StepContext
  ): StepResult
}
