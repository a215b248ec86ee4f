/** The package brings no types; this is the part of it that is used. */
declare module "subset-font" {
  /** The `font` with the glyphs of the characters in `text` alone. */
  function subsetFont(
    font: Buffer,
    text: string,
    options: { readonly targetFormat: "truetype"; readonly noHinting: boolean },
  ): Promise<Buffer>
  export = subsetFont
}
