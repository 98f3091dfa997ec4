import { randomBytes } from 'node:crypto'
import mssql from 'mssql'

/** SQL Server's error number for a missing CREATE DATABASE permission. */
const CREATE_DATABASE_DENIED = 262

function connect(url: URL): Promise<mssql.ConnectionPool> {
  return new mssql.ConnectionPool({
    server: url.hostname,
    port: url.port ? Number(url.port) : 1433,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.replace(/^\//, '') || 'master',
    options: {
      encrypt: url.searchParams.get('encrypt') !== 'false',
      trustServerCertificate: url.searchParams.get('trustServerCertificate') === 'true',
    },
  }).connect()
}

export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

/**
 * A database of the run's own on the server of `MSSQL_URL`. Where the login may not create databases, the named one is used,
 * and only when it holds no table: the tests write, and must never do so into somebody's data.
 */
export async function ownSqlServerDatabase(given: string): Promise<TestDatabase> {
  const url = new URL(given)
  const server = await connect(url)
  const name = `peyvand_test_${process.pid}_${randomBytes(4).toString('hex')}`
  try {
    await server.request().batch(`CREATE DATABASE [${name}]`)
  } catch (error) {
    if (!(error instanceof mssql.RequestError) || error.number !== CREATE_DATABASE_DENIED)
      throw error
    const tables = await server
      .request()
      .query<{ n: number }>('SELECT COUNT(*) AS n FROM sys.tables')
    await server.close()
    if ((tables.recordset[0]?.n ?? 1) > 0) {
      throw new Error(
        'MSSQL_URL names a database that is not empty, and its login may not create another one'
      )
    }
    return { url: given, drop: async () => undefined }
  }
  await server.request().batch(`ALTER DATABASE [${name}] SET READ_COMMITTED_SNAPSHOT ON`)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: async () => {
      await server
        .request()
        .batch(
          `ALTER DATABASE [${name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [${name}]`
        )
      await server.close()
    },
  }
}
