import FakeMediaServer
import Testing
