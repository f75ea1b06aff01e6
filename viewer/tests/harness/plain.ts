/** Drawing without multisampling: on a software renderer it only costs time. For browser tests only. */
type GetContext = (this: HTMLCanvasElement, kind: string, attributes?: Record<string, unknown>) => RenderingContext | null;

const original = HTMLCanvasElement.prototype.getContext as GetContext;
HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, attributes?: Record<string, unknown>) {
  return original.call(this, kind, { ...attributes, antialias: false });
} as typeof HTMLCanvasElement.prototype.getContext;

export {};
