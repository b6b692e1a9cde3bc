/** A fault of an input field, in words for a developer. */
export interface FieldFault {
  field: string;
  message: string;
}
