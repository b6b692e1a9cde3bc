/** A payment of an order. `amount` is in hundredths of the currency unit. */
export interface Payment {
  orderId: string;
  amount: number;
  currency: string;
}

/** A payment that a provider says was made. */
export interface PaymentConfirmation extends Payment {
  /** The name of that provider: it can confirm its own orders only. */
  provider: string;
}

/** A way to pay for a top-up. Each method may reject with UnavailableError. */
export interface TopupProvider {
  readonly name: string;
  /** Where the user goes to pay. Called again for an order that waits for its payment: that must not charge twice. */
  start(payment: Payment): Promise<{ url: string }>;
  /**
   * Asks the provider whether this payment was made; nothing is credited before it says so. Absent where the notice that
   * the provider sends is all there is to know.
   */
  confirm?(payment: Payment): Promise<boolean>;
}
