import Testing

/// Everything that starts the built program, one test after the other: walls
/// beside each other would make each other late. Beside them run those of
/// displays and services, one after the other as well (`Turn`).
@Suite(.serialized, .timeLimit(.minutes(6)))
enum ProgramTests {}
