/** Stops the PostgreSQL of `postgres.up.js` and removes its data. */
export default async function down() {
  await globalThis.stopPostgres?.();
}
