declare module '#core/jobs/types' {
  interface JobPayloads {
    'call_evaluation.show_agent': { id: number }
  }
}

export {}
