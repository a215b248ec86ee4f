/** Version of the stored state; raised with a migration in `store/migrations.ts` whenever the shape changes. */
export const stateVersion = 1
