import Testing

/// Everything that starts the built program, one test after the other: walls
/// beside each other would make each other late.
@Suite(.serialized, .timeLimit(.minutes(2)))
enum ProgramTests {}
