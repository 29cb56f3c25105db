/** What a transfer repairs of the blob that it imports. */
export const repairName = (id: string): string => `repairs/${id}.json`;

/** Which transfer imports a content. */
export const sameArrivalName = (arrivalId: string): string => `arrivals/${arrivalId}.json`;
