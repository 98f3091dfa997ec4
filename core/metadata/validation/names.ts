/** Names become columns, tables, URLs and FEEL variables: lower case, no double underscore (kept for the system). */
const NAME = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/
export const MAX_NAME = 60

export function isName(name: string): boolean {
  return name.length <= MAX_NAME && NAME.test(name)
}

/** Values of choice lists are stored and exported: letters, digits, and `_ . -` inside. */
export function isChoiceValue(value: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?$/.test(value)
}

/**
 * Words that T-SQL or SQLite reserve and that a person may take for a table. The engine quotes every name, but a bank's own
 * reports read these tables with SQL written by hand, and `from case` is an error in all of them. (Columns are free: `case`
 * is the right name of a link to one, and a report names columns with their table.)
 */
const RESERVED = new Set(
  (
    'add all alter and any as asc authorization backup begin between break browse bulk by cascade case check checkpoint ' +
    'close clustered coalesce collate column commit compute constraint contains containstable continue convert create cross ' +
    'current current_date current_time current_timestamp current_user cursor database dbcc deallocate declare default delete ' +
    'deny desc disk distinct distributed double drop dump else end errlvl escape except exec execute exists exit external ' +
    'fetch file fillfactor for foreign freetext freetexttable from full function goto grant group having holdlock identity ' +
    'identitycol identity_insert if in index inner insert intersect into is join key kill left like limit lineno load merge ' +
    'national nocheck nonclustered not null nullif of off offset offsets on open opendatasource openquery openrowset openxml ' +
    'option or order outer over percent pivot plan precision primary print proc procedure public raiserror read readtext ' +
    'reconfigure references replication restore restrict return revert revoke right rollback rowcount rowguidcol rule save ' +
    'schema select session_user set setuser shutdown some statistics system_user table tablesample textsize then to top tran ' +
    'transaction trigger truncate try_convert tsequal union unique unpivot update updatetext use user using values varying ' +
    'view waitfor when where while with within writetext'
  ).split(' ')
)

export function isReservedWord(name: string): boolean {
  return RESERVED.has(name)
}
