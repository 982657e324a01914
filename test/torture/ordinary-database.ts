import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { CuttableProxy } from '../support/cuttable-proxy.js';
import { freshDatabase, migrate, type FreshDatabase } from '../support/database.js';

type Migrations = Parameters<typeof migrate>[1];

/**
 * A database whose owner is an ordinary role, for which limits hold; reached over a line that can be cut. `admin` is there as a
 * superuser, on a line of its own.
 */
export class OrdinaryDatabase implements FreshDatabase {
  private constructor(
    readonly admin: Client,
    readonly line: CuttableProxy,
    private readonly made: FreshDatabase,
    private readonly role: string,
  ) {}

  static async open(migrations: Migrations): Promise<OrdinaryDatabase> {
    const made = await freshDatabase();
    const admin = new Client({ connectionString: made.url });
    await admin.connect();
    const name = new URL(made.url).pathname.slice(1);
    const role = `ordinary_${randomBytes(6).toString('hex')}`;
    await admin.query(`create role ${role} login password '${role}'`);
    await admin.query(`alter database ${name} owner to ${role}`);
    const own = new URL(made.url);
    own.username = own.password = role;
    await migrate(own.href, migrations);
    return new OrdinaryDatabase(admin, await CuttableProxy.before(own.href), made, role);
  }

  get url(): string {
    return this.line.url;
  }

  /** Of the database. */
  get name(): string {
    return new URL(this.url).pathname.slice(1);
  }

  async rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return (await this.admin.query<Row>(sql, [...values])).rows;
  }

  async drop(): Promise<void> {
    await this.admin.end();
    await this.line.close();
    await this.made.drop();
    const server = new Client({ connectionString: process.env['DATABASE_URL'] });
    await server.connect();
    await server.query(`drop role ${this.role}`);
    await server.end();
  }
}
