/**
 * The statements that a step writes with, the same on both databases: names that one of them reserves are quoted as the standard says.
 * They are constant, so that each is prepared once.
 */
export const INSTANCE_COLUMNS = [
  'owner_id',
  'unit_id',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'version',
  'title',
  'process',
  'process_version',
  'status',
  'incidents',
  'subject_entity',
  'subject_id',
  'instance_key',
  'parent',
] as const

export const STATE_COLUMNS = [
  'instance_id',
  'version_id',
  'process',
  'lock',
  'state',
  'run_as',
  'subject_entity',
  'subject_id',
  'parent_id',
  'parent_wait',
  'open',
  'suspended',
  'begun',
] as const

export const WAIT_COLUMNS = [
  'instance_id',
  'version_id',
  'wait',
  'node',
  'kind',
  'name',
  'correlation',
  'subject_entity',
  'subject_id',
  'opened_at',
  'due_at',
] as const

export const TRAIL_COLUMNS = ['instance_id', 'at', 'user_id', 'entries', 'answers'] as const

export const INCIDENT_COLUMNS = [
  'owner_id',
  'created_at',
  'updated_at',
  'version',
  'code',
  'status',
  'params',
  'process',
  'node',
  'token',
  'instance',
] as const

export const SAVE_STATE =
  'update "workflow_states" set "state" = ?, "lock" = "lock" + 1, "version_id" = ?, "open" = ?,' +
  ' "suspended" = ? where "instance_id" = ? and "lock" = ?'

export const CLOSE_WAIT =
  'update "workflow_waits" set "closed_at" = ?, "reason" = ?, "due_at" = null' +
  ' where "instance_id" = ? and "wait" = ? and "closed_at" is null'

export const SAVE_STATUS =
  'update "workflow_instances" set "status" = ?, "incidents" = ?, "ended_at" = ?,' +
  ' "updated_at" = ? where "id" = ?'

export const RESOLVE_INCIDENT =
  'update "workflow_incidents" set "status" = \'resolved\', "resolved_at" = ?, "resolved_by" = ?,' +
  ' "updated_at" = ? where "instance" = ? and "token" = ? and "status" = \'open\''

/** Who did it stays as the one who completed it said; who had it gets it where nobody had. */
export const CLOSE_TASK =
  'update "workflow_tasks" set "status" = ?, "completed_at" = ?, "updated_at" = ?,' +
  ' "completed_by" = ?, "assignee" = coalesce("assignee", ?), "owner_id" = coalesce("owner_id", ?)' +
  ' where "instance" = ? and "wait" = ? and "status" = \'open\''
