import { client } from '#ui/api/client.js'
import type { CallDetails, CallRecording, ConvertTarget, Peaks } from './types.js'

/** Calls of the telephony plugin beyond what the record engine gives. */
export const callsApi = {
  details: (id: number, signal?: AbortSignal) =>
    client.get<CallDetails>(`/api/telephony/calls/${id}`, signal ? { signal } : {}),
  recordings: async (id: number, signal?: AbortSignal) => {
    const answer = await client.get<{ recordings: CallRecording[] }>(
      `/api/telephony/calls/${id}/recordings`,
      signal ? { signal } : {}
    )
    return answer.recordings
  },
  convert: (id: number, to: ConvertTarget) =>
    client.post<{ entity: string; id: number }>(`/api/telephony/calls/${id}/convert`, { to }),
  link: (id: number, entity: string, recordId: number) =>
    client.post<{ ok: true }>(`/api/telephony/calls/${id}/link`, { entity, recordId }),
  peaks: (recordingId: number, signal?: AbortSignal) =>
    client.get<Peaks>(`/api/telephony/recordings/${recordingId}/peaks`, signal ? { signal } : {}),
  soundAddress: (recordingId: number) => `/api/telephony/recordings/${recordingId}`,
  downloadAddress: (recordingId: number) => `/api/telephony/recordings/${recordingId}/download`,
}
