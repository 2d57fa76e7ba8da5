import { ProductRefused, ProductThrottled } from '../cloud.js';

/** The product's "no", with the status it was said with. 429 asks for a pause and judges nothing. */
export function refused(words: string, status: number): ProductRefused {
  return new (status === 429 ? ProductThrottled : ProductRefused)(words, status);
}
