/**
 * How much each kind of evidence counts, in natural logarithms of odds. Set by hand, then adjusted on one half of the
 * annotated passages (samples/attribution); the other half tells how well they do.
 */
export const weights = {
  /** A tag names somebody. */
  told: 5,
  genderWrong: 6,
  genderUnknown: 0.7,
  /** By the logarithm of how present somebody is. */
  activity: 1,
  importance: 0.25,
  /** How much of somebody's presence is left after a paragraph. */
  fading: 0.8,
  /** Whoever tells the story mostly says so. */
  narratorUntold: 0.5,
  actsBefore: 3.2,
  /** `Lestrade shrugged. “Yes,” he said.` */
  actsBeforePronoun: 3.2,
  actsAfter: 2,
  actsLast: 0.7,
  /** Somebody who is not thought of. */
  somebodyElse: -1.2,
  ownName: 3,
  addressesItself: 4,
  namesItself: 1.2,
  /** One turn right behind another is another's. */
  speaksAgain: 3,
  speaksAgainLater: 0.6,
  /** Two people talk in turn. */
  speaksInTurn: 2,
  speaksInTurnLater: 1,
  /** Who was spoken to answers. */
  answers: 3,
  /** Whoever spoke before is spoken to. */
  isAnswered: 1.5,
  continues: 12,
} as const
