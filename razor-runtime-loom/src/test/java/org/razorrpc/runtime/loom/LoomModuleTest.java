package org.razorrpc.runtime.loom;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.spi.RpcRuntimeProvider;
import org.slf4j.Logger;

class LoomModuleTest {

    @Test
    void isFoundOnTheClassPath() {
        List<String> names = ServiceLoader.load(RpcRuntimeProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .map(RpcRuntimeProvider::name)
                .toList();
        assertThat(names).containsExactly("loom");
    }

    @Test
    void isFoundOnTheModulePath() throws Exception {
        ModuleFinder finder = ModuleFinder.of(
                pathOf(LoomRuntimeProvider.class), pathOf(RpcRuntimeProvider.class), pathOf(Logger.class));
        String module = "org.razorrpc.runtime.loom";
        Configuration configuration =
                ModuleLayer.boot().configuration().resolve(finder, ModuleFinder.of(), Set.of(module));
        ModuleLayer layer =
                ModuleLayer.boot().defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
        Class<?> service = layer.findLoader(module).loadClass(RpcRuntimeProvider.class.getName());
        Stream<String> providers = ServiceLoader.load(layer, service).stream()
                .map(found -> found.type().getName());
        assertThat(providers).containsExactly(LoomRuntimeProvider.class.getName());
    }

    private static Path pathOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
