package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class DocsTest {
    private static final String BEGIN = "<!-- benchmarks: written by ./razor bench --report -->\n";
    private static final String END = "<!-- end of benchmarks -->\n";

    @TempDir
    private Path directory;

    @Test
    void documentHasATableForEverySectionAndAPictureForEverySweep() throws Exception {
        write("# razor\n" + BEGIN + "old\n" + END + "more\n");
        String text = document();
        assertThat(text)
                .contains(
                        "## In short",
                        "## Beside the best of the others\n\n| work |",
                        "## Over the window",
                        "## Latency under open load")
                .contains("## Beside other frameworks", "processors", "JDK ")
                .doesNotContain("NaN");
        for (String picture : List.of("window", "message", "blob", "connections", "callers", "latency")) {
            assertThat(text).contains("(benchmarks/" + picture + ".svg)");
            Document svg = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(directory
                            .resolve("docs/benchmarks/" + picture + ".svg")
                            .toFile());
            assertThat(svg.getElementsByTagName("polyline").getLength()).isPositive();
        }
    }

    @Test
    void documentSaysWhatOfTheFullRunIsMissing() throws IOException {
        String readme = BEGIN + END;
        write(readme);
        assertThat(document()).doesNotContain("**In part:**");
        Report all = Reports.some();
        List<RowResult> targets = all.of(Section.TARGETS).toList();
        write(readme, new Report(all.machine(), all.plans(), all.cLimit(), targets));
        assertThat(document())
                .contains("**In part:** of the " + Rows.full().size() + " rows of `--full` "
                        + (Rows.full().size() - targets.size()) + " have not been measured yet: ")
                .contains("Over the window (14), ");
    }

    @Test
    void readmesTableIsReplacedAndTheRestStays() throws IOException {
        write("# razor\n" + BEGIN + "old\n" + END + "more\n");
        assertThat(Files.readString(directory.resolve("README.md")))
                .startsWith("# razor\n" + BEGIN + "| one connection")
                .contains("| tasks, window 128 | 2.0 k | 1.0 k (0.50) | 1.0 k (0.50) |")
                .endsWith(END + "more\n")
                .doesNotContain("old");
    }

    @Test
    void readmeWithoutAPlaceForTheTableIsAnError() {
        assertThatThrownBy(() -> write("# razor\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("README.md has no lines");
    }

    @Test
    void reportThatIsReadFromAFileIsTheSame() throws IOException {
        Report report = Reports.some();
        assertThat(Json.read(Json.write(report), Report.class).markdown()).isEqualTo(report.markdown());
    }

    @Test
    void costsAndPartsAreTakenFromTheFilesBeside() throws IOException {
        String readme = BEGIN + END;
        write(readme);
        assertThat(document()).doesNotContain(Costs.TITLE, PartsTable.TITLE);
        Files.writeString(directory.resolve("costs.json"), Json.write(CostsTest.COSTS));
        Files.writeString(directory.resolve("parts.json"), PartsTableTest.JSON);
        write(readme);
        assertThat(document())
                .contains("## " + Costs.TITLE + "\n\n" + CostsTest.COSTS.table())
                .contains("Measured at " + CostsTest.COSTS.machine().at())
                .contains("## " + PartsTable.TITLE + "\n\n| benchmark |");
    }

    @Test
    void fileBesideThatIsSomethingElseIsNamed() throws IOException {
        Path costs = Files.writeString(directory.resolve("costs.json"), "[1]");
        assertThatThrownBy(() -> write(BEGIN + END))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(costs + " cannot be understood");
    }

    private void write(String readme) throws IOException {
        write(readme, Reports.some());
    }

    private void write(String readme, Report report) throws IOException {
        Files.writeString(directory.resolve("README.md"), readme);
        new Docs(directory).write(Files.writeString(directory.resolve("bench.json"), Json.write(report)));
    }

    private String document() throws IOException {
        return Files.readString(directory.resolve("docs/benchmarks.md"));
    }
}
