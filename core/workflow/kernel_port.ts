import type {
  CompileFault,
  ProcessEvent,
  ProcessGraph,
  ProcessState,
  StepContext,
  StepResult,
} from '#core/workflow/kernel/types'

/** A fault that the kernel finds, or the server: it knows which actions, entities and decisions there are. */
export type WorkflowFault = Omit<CompileFault, 'code'> & { code: string }

export interface Compiled {
  graphs: ProcessGraph[]
  /** Empty for a document that can be published; warnings do not hinder. */
  faults: WorkflowFault[]
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
