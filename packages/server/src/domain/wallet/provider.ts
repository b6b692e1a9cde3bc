/** What a provider is told of an order. `amount` is in hundredths of the currency unit. */
export interface PaymentRequest {
  orderId: string;
  amount: number;
  currency: string;
}

/** What a provider says of a payment that was made. */
export interface PaymentConfirmation {
  orderId: string;
  provider: string;
  amount: number;
  currency: string;
}

/** A way to pay for a top-up. */
export interface TopupProvider {
  readonly name: string;
  /** Where the user goes to pay. May reject with UnavailableError. */
  start(request: PaymentRequest): Promise<{ url: string }>;
}
