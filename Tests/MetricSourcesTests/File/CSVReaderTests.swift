import Testing

@testable import MetricSources

struct CSVReaderTests {
    @Test func cellsAreReadAsTheyAreQuoted() throws {
        let rows = try CSVReader.rows(
            Array("\u{FEFF}a, b ,c\r\n\n\"x,1\",\"say \"\"hi\"\"\",\"two\nlines\"\n,,\"\"\nlast,,".utf8))
        #expect(
            rows.map(\.cells) == [
                ["a", "b", "c"], ["x,1", "say \"hi\"", "two\nlines"], ["", "", ""], ["last", "", ""],
            ])
        #expect(rows.map(\.line) == [1, 3, 5, 6])
        #expect(try CSVReader.rows([]).isEmpty)
    }

    @Test(arguments: [("a\n\"b", 2), ("a\nb\"c\"", 2), ("\"a\"b", 1)])
    func faultsNameTheirLine(text: String, line: Int) {
        let fault = #expect(throws: CSVReader.Fault.self) { try CSVReader.rows(Array(text.utf8)) }
        #expect(fault?.line == line)
    }

    @Test func otherBytesThanUTF8AreAFault() {
        #expect(throws: CSVReader.Fault.self) { try CSVReader.rows([0x61, 0x0A, 0xFF, 0xFE]) }
    }
}
