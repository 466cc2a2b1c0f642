// Whether a booking counts: whoever comes within the hall's time before and after it is placed by the booked time.

/** Times are ISO 8601; policy is the hall's, with `booked_early_s` and `booked_late_s`. */
export function keepsBooking(bookedAt, arrivedAt, policy) {
  const late = (Date.parse(arrivedAt) - Date.parse(bookedAt)) / 1000;
  return late >= -policy.booked_early_s && late <= policy.booked_late_s;
}
