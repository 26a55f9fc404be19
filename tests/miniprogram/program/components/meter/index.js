// @ts-check
/** How far something is: what is said of it, and a bar. */
Component({
  properties: {
    said: { type: String, value: "" },
    rest: { type: String, value: "" },
    /** Of a hundred. */
    part: { type: Number, value: 0 },
  },
});
