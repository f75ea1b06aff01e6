/** One product on a stage: what the product page makes and live AR borrows. */
import type { ProductDetail } from "./contract";
import type { Feature } from "./loop";
import type { Model } from "./stage/model";
import type { Stage } from "./stage/stage";

export interface Showing extends Feature {
  readonly product: ProductDetail;
  readonly stage: Stage;
  /** null when the model could not be loaded. */
  readonly model: Promise<Model | null>;
  /** Hands the scene to another feature: takes away everything but the model. */
  lend(): void;
  /** Brings back what `lend` took away, the model where it stood. */
  takeBack(): void;
}
