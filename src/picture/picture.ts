/** A box of a picture. */
export interface Box {
  readonly id: string;
  /** The first is its name. */
  readonly lines: readonly string[];
  /** `spark`: a service that runs on Spark; `pod`: what a run of one makes. */
  readonly shape: 'service' | 'spark' | 'pod';
  /** Where the input speaks of it, as a JSON Pointer. */
  readonly pointer?: string;
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  /** It is not always taken. */
  readonly dashed?: true;
}

/** Boxes and arrows, before anybody says where they stand or how they are drawn. */
export interface Picture {
  readonly title: string;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}
