declare module '#core/jobs/types' {
  interface JobPayloads {
    'qa_sampling.due': Record<string, never>
    'qa_sampling.run': { ruleId: number; slot: string }
  }
}

export {}
