/**
 * What of our environment a program that tests start gets: where programs are, and where compiled code is kept, which in a
 * data folder made just now is nowhere.
 */
export const processEnvironment = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }
